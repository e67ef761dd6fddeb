import Usalama

#if canImport(UIKit)
import UIKit
#endif

/// Leaves every file before the system suspends the app, which kills one that holds a lock then, and goes on when it is back.
@MainActor
public enum Suspension {
    /// One more with each call: whoever had to wait sees whether another came after.
    private static var calls = 0
    private static var pausing: Task<Void, Never>?

    /// From `sceneDidEnterBackground`. The system lets it finish.
    @discardableResult
    public static func pause(_ usalama: Usalama) -> Task<Void, Never> {
        calls += 1
        #if canImport(UIKit)
        let application = UIApplication.shared
        var grace = UIBackgroundTaskIdentifier.invalid
        let end = {
            application.endBackgroundTask(grace)
            grace = .invalid
        }
        grace = application.beginBackgroundTask(expirationHandler: end)
        #else
        let end = {}
        #endif
        let task = Task { @MainActor [before = pausing] in
            await before?.value
            usalama.cancel()
            try? await usalama.pause()
            end()
        }
        pausing = task
        return task
    }

    /// From `sceneWillEnterForeground`, before `stayInStep()`. A pause that is under way ends first: it would pause what goes on
    /// again. Does nothing where the app has left the screen once more by then.
    public static func resume(_ usalama: Usalama) async throws {
        calls += 1
        let mine = calls
        await pausing?.value
        if calls == mine { try usalama.resume() }
    }
}
