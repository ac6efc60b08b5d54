// Checks that Foundation's URL sees what the redirect policy judged, in every text that it opens: `FoundationUrl FILE`.

import Foundation

/// What Foundation sees otherwise; nil if nothing.
func complaint(_ opens: String, host: String, shown: String, port: Int) -> String? {
    guard let url = URL(string: opens, encodingInvalidCharacters: false) else { return "refused" }
    // Foundation shows A-labels as U-labels.
    let seen = url.host(percentEncoded: false)?.lowercased()
    let isSame = url.scheme?.lowercased() == "https" && (seen == host || seen == shown) && (url.port ?? 443) == port
        && url.user() == nil && url.password() == nil && url.absoluteString == opens
    return isSame ? nil : "\(url.scheme ?? "-"), \(seen ?? "-"), \(url.port ?? 443), \(url.absoluteString)"
}

let text = try String(contentsOfFile: CommandLine.arguments[1], encoding: .utf8)
var checked = 0
var wrong = 0
for line in text.split(separator: "\n") where !line.hasPrefix("#") {
    let parts = line.split(separator: "\t").map(String.init)
    checked += 1
    if let complaint = complaint(parts[0], host: parts[1], shown: parts[2], port: Int(parts[3])!) {
        wrong += 1
        print("\(parts[0]): \(complaint)")
    }
}
print("\(checked) lines, \(wrong) wrong")
exit(wrong > 0 || checked == 0 ? 1 : 0)
