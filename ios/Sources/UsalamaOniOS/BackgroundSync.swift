import BackgroundTasks
import Foundation
import Usalama

#if canImport(UIKit)
import UIKit
#endif

/// Exchanges with the hub while the app is in the background. Name the identifier in `BGTaskSchedulerPermittedIdentifiers`.
public enum BackgroundSync {
    /// What the system is told.
    public static let identifier = "ke.usalama.sync"
    /// The system gives an app refresh some thirty seconds.
    private static let deadline: TimeInterval = 25

    /// To be called before the app has launched.
    public static func register(_ usalama: @escaping @Sendable () async throws -> Usalama) {
        BGTaskScheduler.shared.register(forTaskWithIdentifier: identifier, using: nil) { task in
            schedule()
            let run = Running(task)
            let work = Task { run.end(await exchange(usalama)) }
            // The exchange ends at once then, and the task with it.
            task.expirationHandler = { work.cancel() }
        }
    }

    /// An app that went to the background has paused. Says whether everything was exchanged.
    private static func exchange(_ usalama: @Sendable () async throws -> Usalama) async -> Bool {
        guard let usalama = try? await usalama(), (try? await Suspension.resume(usalama)) != nil else { return false }
        let report = try? await usalama.sync(deadline: deadline)
        // Unless it came to the screen meanwhile, it is about to be suspended.
        if await isInBackground() { await Suspension.pause(usalama).value }
        return report?.complete ?? false
    }

    @MainActor
    private static func isInBackground() -> Bool {
        #if canImport(UIKit)
        UIApplication.shared.applicationState == .background
        #else
        true
        #endif
    }

    /// Asks for a run, a quarter of an hour from now at the earliest. After a report and whenever the app leaves the screen.
    public static func schedule() {
        let request = BGAppRefreshTaskRequest(identifier: identifier)
        request.earliestBeginDate = Date(timeIntervalSinceNow: 15 * 60)
        try? BGTaskScheduler.shared.submit(request)
    }

    /// A task of the system, which is ended once.
    private final class Running: @unchecked Sendable {
        private let lock = NSLock()
        private var task: BGTask?

        init(_ task: BGTask) { self.task = task }

        func end(_ success: Bool) {
            let task = lock.withLock {
                defer { self.task = nil }
                return self.task
            }
            task?.setTaskCompleted(success: success)
        }
    }
}
