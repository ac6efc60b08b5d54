import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Checks that what core expects of Java's regular expressions is what Java does: {@code java JavaRegex.java FILE}. */
class JavaRegex {
    public static void main(String[] arguments) throws Exception {
        int checked = 0;
        int wrong = 0;
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("\t", -1);
            String text = URLDecoder.decode(parts[2].replace("+", "%2B"), StandardCharsets.UTF_8);
            String verdict = verdict(parts[0], parts[1].startsWith("finds"), text);
            checked++;
            if (!verdict.equals(parts[1])) {
                wrong++;
                System.err.println(parts[0] + " on " + parts[2] + ": " + verdict + " in Java, not " + parts[1]);
            }
        }
        System.out.println(checked + " lines, " + wrong + " wrong");
        System.exit(wrong > 0 || checked == 0 ? 1 : 0);
    }

    private static String verdict(String regex, boolean finds, String text) {
        try {
            var matcher = Pattern.compile(regex).matcher(text);
            if (!finds) {
                return matcher.matches() ? "matches" : "fails";
            }
            String group = matcher.find() ? matcher.group(1) : null;
            return group == null ? "finds nothing" : "finds " + group;
        } catch (PatternSyntaxException refused) {
            return "refused";
        }
    }
}
