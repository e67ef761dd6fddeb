// The AAR: the Kotlin of ../../bindings/kotlin, the generated code, and the native library for three kinds of phone.
plugins {
    id("com.android.library") version "8.13.0"
    id("org.jetbrains.kotlin.android") version "2.4.21"
}

val repository = rootDir.parentFile
val generated = layout.buildDirectory.dir("generated/uniffi")
val native = layout.buildDirectory.dir("jniLibs")

android {
    namespace = "ke.usalama.android"
    compileSdk = 36
    defaultConfig {
        minSdk = 26 // java.time
        consumerProguardFiles("consumer-rules.pro")
    }
    sourceSets["main"].apply {
        kotlin.srcDir(repository.resolve("bindings/kotlin/src/main/kotlin"))
        kotlin.srcDir(generated)
        jniLibs.srcDir(native)
    }
    compileOptions {
        sourceCompatibility = JavaVersion.VERSION_11
        targetCompatibility = JavaVersion.VERSION_11
    }
    packaging.jniLibs.useLegacyPackaging = false // uncompressed and aligned: 16 KiB pages
}

kotlin.compilerOptions.jvmTarget = org.jetbrains.kotlin.gradle.dsl.JvmTarget.JVM_11

dependencies {
    api("org.jetbrains.kotlinx:kotlinx-coroutines-android:1.11.0")
    implementation("net.java.dev.jna:jna:5.19.1@aar")
    implementation("androidx.work:work-runtime-ktx:2.10.5")
}

// The library for each kind of phone, in the profile for phones; .cargo/config.toml has it aligned to 16 KiB.
val cargoNdk by tasks.registering(Exec::class) {
    workingDir = repository
    commandLine(
        "cargo", "ndk", "--platform", "26",
        "--target", "arm64-v8a", "--target", "armeabi-v7a", "--target", "x86_64",
        "--output-dir", native.get().asFile.path,
        "build", "--package", "usalama", "--profile", "phone", "--features", "encrypted",
    )
}

val uniffi by tasks.registering(Exec::class) {
    workingDir = repository
    commandLine("cargo", "xtask", "bindings", "--language", "kotlin", "--out", generated.get().asFile.path)
}

tasks.named("preBuild") { dependsOn(cargoNdk, uniffi) }
