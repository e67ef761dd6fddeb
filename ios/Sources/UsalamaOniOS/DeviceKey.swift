import Foundation
import Security
import Usalama

/// The Keychain said no.
public struct KeychainError: Error {
    /// Its status, such as `errSecInteractionNotAllowed` before the first unlock.
    public let status: OSStatus
}

/// The 32 bytes that the library is opened with: in the Keychain, readable once the phone was unlocked after it started, on this
/// phone alone. No backup and no other phone gets them.
public enum DeviceKey {
    private static let service = "ke.usalama.device-key"

    /// The key; the first time a new one.
    ///
    /// - Throws: `KeychainError`. Where it cannot be read the app waits: it never makes another key for the same profile.
    public static func get() throws -> Data {
        if let key = try read() { return key }
        let key = try newKey()
        var item = query
        item[kSecValueData as String] = key
        item[kSecAttrAccessible as String] = kSecAttrAccessibleAfterFirstUnlockThisDeviceOnly
        let status = SecItemAdd(item as CFDictionary, nil)
        // Two threads at once: the first one's key counts.
        if status == errSecDuplicateItem, let key = try read() { return key }
        guard status == errSecSuccess else { throw KeychainError(status: status) }
        return key
    }

    private static var query: [String: Any] {
        [
            kSecClass as String: kSecClassGenericPassword,
            kSecAttrService as String: service,
            kSecAttrAccount as String: "key",
            kSecAttrSynchronizable as String: false,
        ]
    }

    private static func read() throws -> Data? {
        var asked = query
        asked[kSecReturnData as String] = true
        var found: CFTypeRef?
        switch SecItemCopyMatching(asked as CFDictionary, &found) {
        case errSecSuccess: return found as? Data
        case errSecItemNotFound: return nil
        case let status: throw KeychainError(status: status)
        }
    }
}
