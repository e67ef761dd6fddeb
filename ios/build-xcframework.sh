#!/usr/bin/env bash
# Makes build/UsalamaFFI.xcframework and build/Sources for Package.swift. Needs macOS with Xcode, and
#   rustup target add aarch64-apple-ios aarch64-apple-ios-sim
set -euo pipefail
cd "$(dirname "$0")/.."
out=ios/build
rm -rf "$out"
mkdir -p "$out/headers" "$out/Sources/Usalama"

for target in aarch64-apple-ios aarch64-apple-ios-sim; do
    cargo build --package usalama --profile phone --features encrypted --target "$target"
done
cargo xtask bindings --language swift --out "$out/generated"
cp "$out/generated/UsalamaFFI.h" "$out/headers/"
cp "$out/generated/UsalamaFFI.modulemap" "$out/headers/module.modulemap"
cp "$out/generated/Usalama.swift" "$out/Sources/Usalama/"
cp bindings/swift/Sources/Usalama/*.swift "$out/Sources/Usalama/"

xcodebuild -create-xcframework \
    -library target/aarch64-apple-ios/phone/libusalama.a -headers "$out/headers" \
    -library target/aarch64-apple-ios-sim/phone/libusalama.a -headers "$out/headers" \
    -output "$out/UsalamaFFI.xcframework"
