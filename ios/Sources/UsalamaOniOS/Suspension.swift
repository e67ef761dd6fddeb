import Usalama

#if canImport(UIKit)
import UIKit

/// Leaves every file before the system suspends the app: one that is suspended while it holds a lock is killed. Call it from
/// `sceneDidEnterBackground`, and `resume()` of the client from `sceneWillEnterForeground`.
@MainActor
public func pauseForSuspension(_ usalama: Usalama) {
    let application = UIApplication.shared
    var grace = UIBackgroundTaskIdentifier.invalid
    let end = {
        application.endBackgroundTask(grace)
        grace = .invalid
    }
    grace = application.beginBackgroundTask(expirationHandler: end)
    Task { @MainActor in
        usalama.cancel()
        try? await usalama.pause()
        end()
    }
}
#endif
