import BackgroundTasks
import Foundation
import Usalama

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
            let work = Task {
                do {
                    let report = try await usalama().sync(deadline: deadline)
                    run.end(report.complete)
                } catch {
                    run.end(false)
                }
            }
            task.expirationHandler = {
                work.cancel()
                run.end(false)
            }
        }
    }

    /// Asks for a run, a quarter of an hour from now at the earliest. After a report and whenever the app leaves the screen.
    public static func schedule() {
        let request = BGAppRefreshTaskRequest(identifier: identifier)
        request.earliestBeginDate = Date(timeIntervalSinceNow: 15 * 60)
        try? BGTaskScheduler.shared.submit(request)
    }

    /// A task of the system, which may be ended once.
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
