import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Checks that java.net.URI sees what the redirect policy judged, in every text that it opens: {@code java JavaUri.java FILE}. */
class JavaUri {
    public static void main(String[] arguments) throws Exception {
        int checked = 0;
        int wrong = 0;
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("\t", -1);
            String complaint = complaint(parts[0], parts[1], Integer.parseInt(parts[3]));
            checked++;
            if (complaint != null) {
                wrong++;
                System.err.println(parts[0] + ": " + complaint);
            }
        }
        System.out.println(checked + " lines, " + wrong + " wrong");
        System.exit(wrong > 0 || checked == 0 ? 1 : 0);
    }

    /** What Java sees otherwise; null if nothing. */
    private static String complaint(String opens, String host, int port) {
        try {
            URI uri = new URI(opens);
            // A host that Java cannot read leaves an authority of another kind, and no host.
            boolean same = "https".equalsIgnoreCase(uri.getScheme())
                    && host.equalsIgnoreCase(uri.getHost())
                    && port == (uri.getPort() < 0 ? 443 : uri.getPort())
                    && uri.getRawUserInfo() == null
                    && opens.equals(uri.toString());
            return same ? null : uri.getScheme() + ", " + uri.getHost() + ", " + uri.getPort() + ", " + uri;
        } catch (URISyntaxException refused) {
            return refused.getMessage();
        }
    }
}
