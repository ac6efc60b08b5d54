import CashierKit
import Foundation
import Testing

/// Codes in pictures from the gallery.
@Suite(.timeLimit(.minutes(1)))
struct PictureTests {
    @Test func theCodeOfAnOrderIsReadFromItsPicture() async throws {
        let servers = try DemoServers.running()
        let order = try await servers.newOrder("110")
        let codes = try await codesInPicture(try await servers.picture(of: order))
        #expect(codes.map(\.text) == [order.codeValue])
        #expect(codes.map(\.format) == ["QR_CODE"])
        var shown = "\(codes)"
        dump(codes, to: &shown)
        #expect(!shown.contains(order.codeValue))
    }

    @Test func whatIsNoPictureSaysSo() async throws {
        await #expect(throws: PictureError.notAPicture) { try await codesInPicture(Data("no picture".utf8)) }
    }
}
