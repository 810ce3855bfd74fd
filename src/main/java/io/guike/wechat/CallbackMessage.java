package io.guike.wechat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.guike.wechat.CallbackRefused.Verdict;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a callback, from XML or JSON. Only the first level is read: nothing that we act on lies deeper. A
 * document type, and with it every entity trick, is refused.
 */
record CallbackMessage(Map<String, String> fields) {

    private static final int MOST_FIELDS = 100;
    private static final int DEEPEST = 10;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final XMLInputFactory XML = hardened();

    private static XMLInputFactory hardened() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /** @throws CallbackRefused malformed */
    static CallbackMessage parse(String body) {
        String text = body.strip();
        CallbackMessage message = new CallbackMessage(text.startsWith("{") ? readJson(text) : readXml(text));
        if (message.fields().isEmpty()) {
            throw new CallbackRefused(Verdict.MALFORMED);
        }
        return message;
    }

    private static Map<String, String> readJson(String text) {
        try {
            Map<String, String> fields = new LinkedHashMap<>();
            JsonNode root = JSON.readTree(text);
            root.fields().forEachRemaining(field -> {
                JsonNode value = field.getValue();
                fields.put(field.getKey(), value.isValueNode() ? value.asText() : value.toString());
            });
            return bounded(fields);
        } catch (JsonProcessingException e) {
            throw new CallbackRefused(Verdict.MALFORMED);
        }
    }

    private static Map<String, String> readXml(String text) {
        try {
            XMLStreamReader reader = XML.createXMLStreamReader(new StringReader(text));
            Map<String, String> fields = new LinkedHashMap<>();
            int depth = 0;
            String field = "";
            StringBuilder value = new StringBuilder();
            while (reader.hasNext()) {
                switch (reader.next()) {
                    case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                        throw new CallbackRefused(Verdict.MALFORMED);
                    case XMLStreamConstants.START_ELEMENT -> {
                        if (++depth > DEEPEST) {
                            throw new CallbackRefused(Verdict.MALFORMED);
                        }
                        if (depth == 2) {
                            field = reader.getLocalName();
                            value.setLength(0);
                        }
                    }
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                        if (depth >= 2) {
                            value.append(reader.getText());
                        }
                    }
                    case XMLStreamConstants.END_ELEMENT -> {
                        if (depth-- == 2) {
                            fields.put(field, value.toString().strip());
                        }
                    }
                    default -> {}
                }
            }
            return bounded(fields);
        } catch (XMLStreamException e) {
            throw new CallbackRefused(Verdict.MALFORMED);
        }
    }

    private static Map<String, String> bounded(Map<String, String> fields) {
        if (fields.size() > MOST_FIELDS) {
            throw new CallbackRefused(Verdict.MALFORMED);
        }
        return Map.copyOf(fields);
    }

    @Nullable
    String get(String field) {
        return fields.get(field);
    }

    /** @throws CallbackRefused malformed where it is missing or empty */
    String need(String field) {
        String value = fields.get(field);
        if (value == null || value.isEmpty()) {
            throw new CallbackRefused(Verdict.MALFORMED);
        }
        return value;
    }

    Instant at() {
        try {
            return Instant.ofEpochSecond(Long.parseLong(need("CreateTime")));
        } catch (NumberFormatException | java.time.DateTimeException e) {
            throw new CallbackRefused(Verdict.MALFORMED);
        }
    }

    /**
     * What makes this message this message, however often it is sent: the message id, or for an event who, when and
     * what. WeChat's own advice, sender and second, would swallow two different events of one second.
     */
    String businessKey() {
        String id = fields.get("MsgId");
        if (id != null && !id.isEmpty()) {
            return "m:" + id;
        }
        return String.join(
                "|",
                "e",
                need("FromUserName"),
                need("CreateTime"),
                fields.getOrDefault("Event", need("MsgType")),
                fields.getOrDefault("EventKey", ""),
                fields.getOrDefault("MsgID", ""),
                isAboutPrivacy() ? openid() + "|" + fields.getOrDefault("RevokeInfo", "") : "");
    }

    /** The business key as it is stored: it outlives what it was made of, so it tells nothing. */
    String key() {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(businessKey().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Who did it. Of the events about privacy the sender is WeChat's own push service. */
    String openid() {
        return need(isAboutPrivacy() ? "OpenID" : "FromUserName");
    }

    private boolean isAboutPrivacy() {
        return kind() == Inbound.Kind.AUTHORIZATION_REVOKED || kind() == Inbound.Kind.ACCOUNT_CLOSED;
    }

    Inbound.Kind kind() {
        return switch (need("MsgType")) {
            case "text" -> Inbound.Kind.WROTE;
            case "event" ->
                switch (fields.getOrDefault("Event", "")) {
                    case "subscribe" -> Inbound.Kind.FOLLOWED;
                    case "unsubscribe" -> Inbound.Kind.UNFOLLOWED;
                    case "SCAN" -> Inbound.Kind.SCANNED;
                    case "CLICK" -> Inbound.Kind.TAPPED_MENU;
                    case "user_info_modified", "user_authorization_revoke" -> Inbound.Kind.AUTHORIZATION_REVOKED;
                    case "user_authorization_cancellation" -> Inbound.Kind.ACCOUNT_CLOSED;
                    default -> Inbound.Kind.OTHER;
                };
            default -> Inbound.Kind.OTHER;
        };
    }

    /** The scene of the scanned code. WeChat puts {@code qrscene_} before it when the scan began the following. */
    @Nullable
    String scene() {
        String key = fields.getOrDefault("EventKey", "");
        return switch (kind()) {
            case SCANNED -> key.isEmpty() ? null : key;
            case FOLLOWED -> key.startsWith("qrscene_") ? key.substring("qrscene_".length()) : null;
            default -> null;
        };
    }

    @Nullable
    String text() {
        return switch (kind()) {
            case WROTE -> fields.get("Content");
            case TAPPED_MENU -> fields.get("EventKey");
            case AUTHORIZATION_REVOKED -> fields.get("RevokeInfo");
            default -> null;
        };
    }
}
