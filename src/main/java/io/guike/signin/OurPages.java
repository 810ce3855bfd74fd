package io.guike.signin;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Which addresses are ours: those below the public address, whatever tricks the text plays. */
@Singleton
class OurPages {

    /** A path with an optional query: no second slash at the front, no backslash, no fragment, nothing unescaped. */
    private static final Pattern PATH = Pattern.compile("/(?!/)[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*");

    private final String base;
    private final String origin;

    @Inject
    OurPages(@ConfigProperty(name = "guike.public.url") String publicUrl) {
        base = publicUrl.endsWith("/") ? publicUrl.substring(0, publicUrl.length() - 1) : publicUrl;
        origin = origin(URI.create(base));
    }

    /**
     * @param page path of one of our pages
     * @return its whole address
     * @throws io.guike.platform.Problem {@code signin.page-foreign}
     */
    String address(String page) {
        if (!PATH.matcher(page).matches()) {
            throw SignInProblem.PAGE_FOREIGN.problem();
        }
        return mustBeOurs(base + page);
    }

    /**
     * @param url as a browser shows it
     * @return the same without its fragment
     * @throws io.guike.platform.Problem {@code signin.page-foreign}
     */
    String mustBeOurs(String url) {
        int fragment = url.indexOf('#');
        String whole = fragment < 0 ? url : url.substring(0, fragment);
        if (!origin.equals(origin(parsed(whole)))) {
            throw SignInProblem.PAGE_FOREIGN.problem();
        }
        return whole;
    }

    private static URI parsed(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw SignInProblem.PAGE_FOREIGN.problem();
        }
    }

    /** Scheme, host and port; names before an {@code @} only serve to deceive. */
    private static String origin(URI uri) {
        if (uri.getScheme() == null || uri.getHost() == null || uri.getUserInfo() != null) {
            return "";
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        int port = uri.getPort() < 0 ? usual : uri.getPort();
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + ":" + port;
    }
}
