import CashierKitGenerated
import Foundation

/// A code in a picture. Printing it shows no text: whoever has an order code can pay it.
public struct FoundCode: Sendable, Equatable, CustomReflectable, CustomStringConvertible {
    /// Verbatim, for ``Cashier/scan(_:)`` and for ``Cashier/pay(_:source:)`` with ``Source/picture``.
    public let text: String
    /// Such as `QR_CODE`.
    public let format: String

    public var description: String { "FoundCode(\(format))" }
    public var customMirror: Mirror { Mirror(self, children: ["format": format]) }
}

/// Why a picture gave no code.
public enum PictureError: Error, Sendable, Equatable {
    /// The library was built without the feature `image`: use the platform's reader, or another build.
    case notInThisBuild
    /// It could not be read at all: try again later.
    case unreadable
    /// Not a PNG, JPEG or WebP, or a broken one: ask for another picture.
    case notAPicture
    /// More bytes or pixels than the library reads: ask for a smaller one.
    case tooLarge
    /// Nothing in it is a QR code that can be read: ask for another picture.
    case noCode
    /// No code was found in time: ask for a picture of the code alone.
    case outOfTime
}

/// All QR codes in a picture that the user chose, at least one: from top to bottom, each row from left to right, every text once.
/// Which of them to pay says ``Cashier/scan(_:)``. Takes up to three seconds, on a background thread.
///
/// - Parameter picture: the bytes of a PNG, JPEG or WebP
/// - Throws: ``PictureError`` if there is none
public func codesInPicture(_ picture: Data) async throws -> [FoundCode] {
    do {
        return try await CashierKitGenerated.codesInPicture(bytes: picture).map { FoundCode(text: $0.text, format: $0.format) }
    } catch let error as CashierKitGenerated.PictureError {
        throw PictureError(error)
    } catch {
        // A panic, whose text can show what it was given.
        throw CashierError.libraryFailure
    }
}

extension PictureError {
    init(_ native: CashierKitGenerated.PictureError) {
        self =
            switch native {
            case .NotInThisBuild: .notInThisBuild
            case .Unreadable: .unreadable
            case .NotAPicture: .notAPicture
            case .TooLarge: .tooLarge
            case .NoCode: .noCode
            case .OutOfTime: .outOfTime
            }
    }
}
