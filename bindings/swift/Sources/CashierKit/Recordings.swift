import CashierKitGenerated

/// Why a recording cannot be replayed.
public enum RecordingError: Error, Sendable, Equatable {
    /// It, or its transcript, has more than the library reads or writes.
    case tooLarge
    /// It is of a version that this library does not know: use the one that recorded it.
    case version(UInt32)
    /// Its end is missing.
    case cutOff
    /// It was changed after it was made.
    case altered
    /// It is no recording, from this line and column on.
    case malformed(place: String)
    /// What surrounds the payment would open too much, or says nothing.
    case settings(reason: String)
    /// It was made with loopback origins, which only development builds have.
    case development
}

/// Runs a recorded payment again, on a background thread, without a cashier and without a network.
///
/// - Parameter recording: what ``Payment/recording()`` gave, on this phone or elsewhere; any text is safe
/// - Returns: the transcript: each event, and the phase, effects and page to which it led. Bit for bit the same in Rust, Kotlin and Swift;
///   a line that begins with `  ?` says that the payment showed another page there
/// - Throws: ``RecordingError`` if it cannot be replayed
public func replay(_ recording: String) async throws -> String {
    do {
        return try CashierKitGenerated.replay(recording: recording)
    } catch let error as CashierKitGenerated.RecordingError {
        throw RecordingError(error)
    } catch {
        // A panic, whose text can show what it was given.
        throw CashierError.libraryFailure
    }
}

extension RecordingError {
    init(_ native: CashierKitGenerated.RecordingError) {
        self =
            switch native {
            case .TooLarge: .tooLarge
            case .Version(let version, _): .version(version)
            case .CutOff: .cutOff
            case .Altered: .altered
            case .Malformed(let place): .malformed(place: place)
            case .Settings(let reason): .settings(reason: reason)
            case .Development: .development
            }
    }
}
