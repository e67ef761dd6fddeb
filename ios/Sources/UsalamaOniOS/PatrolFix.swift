import CoreLocation
import Usalama

extension ActivePatrol {
    /// Takes in what a `CLLocationManager` delivers: one location, or all that gathered, oldest first. One that is not valid is
    /// passed over.
    ///
    /// - Throws: `UsalamaError` as `fixes(fixes:)` does: once the patrol is interrupted or over, with `refused`. Stop the updates
    ///   then.
    public func locations(_ locations: [CLLocation]) async throws {
        try await fixes(fixes: locations.compactMap { Fix($0) })
    }
}

extension Fix {
    /// A location as the library takes it, with its age; nothing where it is not valid.
    public init?(_ location: CLLocation) {
        guard location.horizontalAccuracy >= 0 else { return nil }
        let age = max(0, -location.timestamp.timeIntervalSinceNow)
        self.init(
            lat: location.coordinate.latitude, lon: location.coordinate.longitude,
            accuracyM: Float(location.horizontalAccuracy), ageMs: UInt64(min(age, 86_400) * 1_000),
            speedMps: location.speed >= 0 ? Float(location.speed) : nil,
            isMock: location.sourceInformation?.isSimulatedBySoftware ?? false)
    }
}
