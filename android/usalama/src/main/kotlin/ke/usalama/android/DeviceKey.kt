package ke.usalama.android

import android.content.Context
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyProperties
import java.io.File
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.KeyStore
import javax.crypto.Cipher
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import javax.crypto.spec.GCMParameterSpec
import ke.usalama.newKey

/** The phone's key could not be read, as after a restore on another phone. What is unsent stays: sign in with a new key. */
class DeviceKeyLost(cause: Throwable) : Exception("the device key cannot be unwrapped", cause)

/**
 * The 32 bytes that the library is opened with. They lie in storage that no backup reaches, wrapped by a key of the Keystore
 * that never leaves the phone.
 */
class DeviceKey(context: Context, private val alias: String = "usalama") {
    private val file = File(context.noBackupFilesDir, "$alias.key")

    /**
     * The key; the first time a new one. Overwrite the array once the library is open.
     *
     * @throws DeviceKeyLost where it was wrapped by another phone's Keystore.
     */
    @Synchronized
    @Throws(DeviceKeyLost::class, IOException::class)
    fun get(): ByteArray = if (file.exists()) unwrap(file.readBytes()) else replace()

    /** Makes a new key in place of one that was lost. */
    @Synchronized
    @Throws(IOException::class)
    fun replace(): ByteArray {
        val key = newKey()
        val cipher = Cipher.getInstance(TRANSFORMATION).apply { init(Cipher.ENCRYPT_MODE, wrapping()) }
        val fresh = File(file.parentFile, "${file.name}.new")
        fresh.outputStream().use { out ->
            out.write(cipher.iv)
            out.write(cipher.doFinal(key))
            out.fd.sync()
        }
        if (!fresh.renameTo(file)) throw IOException("the key could not be kept")
        return key
    }

    private fun unwrap(bytes: ByteArray): ByteArray = try {
        val iv = GCMParameterSpec(TAG_BITS, bytes, 0, IV_BYTES)
        val cipher = Cipher.getInstance(TRANSFORMATION).apply { init(Cipher.DECRYPT_MODE, wrapping(), iv) }
        cipher.doFinal(bytes, IV_BYTES, bytes.size - IV_BYTES)
    } catch (lost: GeneralSecurityException) {
        throw DeviceKeyLost(lost)
    } catch (damaged: IllegalArgumentException) {
        throw DeviceKeyLost(damaged)
    }

    private fun wrapping(): SecretKey {
        val store = KeyStore.getInstance(STORE).apply { load(null) }
        (store.getKey(alias, null) as? SecretKey)?.let { return it }
        val purposes = KeyProperties.PURPOSE_ENCRYPT or KeyProperties.PURPOSE_DECRYPT
        val spec = KeyGenParameterSpec.Builder(alias, purposes)
            .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
            .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
            .setKeySize(256)
            .build()
        return KeyGenerator.getInstance(KeyProperties.KEY_ALGORITHM_AES, STORE).run {
            init(spec)
            generateKey()
        }
    }

    private companion object {
        const val STORE = "AndroidKeyStore"
        const val TRANSFORMATION = "AES/GCM/NoPadding"
        const val IV_BYTES = 12
        const val TAG_BITS = 128
    }
}
