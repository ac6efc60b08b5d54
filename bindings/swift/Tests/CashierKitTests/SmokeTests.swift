import Testing
@testable import CashierKit
@Test func ok() { #expect(CodeKind(.wifi) == .wifi) }
