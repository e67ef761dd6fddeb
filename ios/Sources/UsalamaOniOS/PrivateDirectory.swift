import Foundation

/// The library's directory: the app's own, readable once the phone was unlocked after it started, so that background runs can
/// write, and in no backup.
public func usalamaDirectory() throws -> URL {
    let files = FileManager.default
    let support = try files.url(for: .applicationSupportDirectory, in: .userDomainMask, appropriateFor: nil, create: true)
    var directory = support.appendingPathComponent("usalama", isDirectory: true)
    let protection: [FileAttributeKey: Any] = [.protectionKey: FileProtectionType.completeUntilFirstUserAuthentication]
    try files.createDirectory(at: directory, withIntermediateDirectories: true, attributes: protection)
    var values = URLResourceValues()
    values.isExcludedFromBackup = true
    try directory.setResourceValues(values)
    return directory
}
