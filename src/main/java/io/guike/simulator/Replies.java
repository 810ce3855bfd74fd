package io.guike.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the application's passive replies as strictly as the platform does. */
final class Replies {
    private static final int MAX_TEXT_BYTES = 2048;
    private static final int MAX_ARTICLES = 8;

    private Replies() {}

    /**
     * The message to show, or null where the reply only hands the user over to customer service.
     *
     * @param afterMessage the reply answers a message of the user, not an event: one article at most
     */
    static Messages.@Nullable Message read(Account account, String openid, String body, boolean afterMessage)
            throws Envelope.Broken {
        Map<String, Object> reply = body.startsWith("{") ? json(body) : PushFormat.readXml(body);
        if (reply.containsKey("Encrypt")) {
            reply = opened(account, reply);
        } else if (account.mode == Account.Mode.SAFE) {
            throw new Envelope.Broken("clear reply in safe mode");
        }
        return message(account, openid, reply, afterMessage);
    }

    private static Map<String, Object> opened(Account account, Map<String, Object> sealed) throws Envelope.Broken {
        if (account.mode == Account.Mode.PLAIN) {
            throw new Envelope.Broken("encrypted reply in plain mode");
        }
        Envelope envelope = account.envelope();
        String encrypted = text(sealed, "Encrypt");
        String signature = envelope.sign(text(sealed, "TimeStamp"), text(sealed, "Nonce"), encrypted);
        if (!signature.equals(text(sealed, "MsgSignature"))) {
            throw new Envelope.Broken("wrong MsgSignature");
        }
        String clear = envelope.decrypt(encrypted);
        return clear.startsWith("{") ? json(clear) : PushFormat.readXml(clear);
    }

    private static Map<String, Object> json(String text) throws Envelope.Broken {
        JsonNode node = Json.parse(text.getBytes(StandardCharsets.UTF_8));
        if (node == null || !node.isObject()) {
            throw new Envelope.Broken("not JSON");
        }
        return Json.MAPPER.convertValue(
                node, Json.MAPPER.getTypeFactory().constructMapType(LinkedHashMap.class, String.class, Object.class));
    }

    private static Messages.@Nullable Message message(
            Account account, String openid, Map<String, Object> reply, boolean afterMessage) throws Envelope.Broken {
        if (!openid.equals(text(reply, "ToUserName"))) {
            throw new Envelope.Broken("ToUserName is not the sender");
        }
        if (!account.originalId.equals(text(reply, "FromUserName"))) {
            throw new Envelope.Broken("FromUserName is not the account");
        }
        if (!text(reply, "CreateTime").matches("\\d{1,12}")) {
            throw new Envelope.Broken("CreateTime is no time");
        }
        String type = text(reply, "MsgType");
        if (type.equals("transfer_customer_service")) {
            return null;
        }
        if (!account.isService()) {
            throw new Envelope.Broken("a mini-program answers success or transfer_customer_service only");
        }
        Messages.Message message = new Messages.Message();
        message.from = "account";
        message.via = "passive";
        message.type = type;
        switch (type) {
            case "text" -> message.text = content(reply);
            case "news" -> message.articles = articles(reply, afterMessage);
            case "image", "voice", "video", "music" -> message.content = media(reply, type);
            default -> throw new Envelope.Broken("MsgType " + type);
        }
        return message;
    }

    private static String content(Map<String, Object> reply) throws Envelope.Broken {
        String content = text(reply, "Content");
        if (content.isEmpty() || content.getBytes(StandardCharsets.UTF_8).length > MAX_TEXT_BYTES) {
            throw new Envelope.Broken("Content is empty or longer than 2048 bytes");
        }
        return content;
    }

    private static JsonNode articles(Map<String, Object> reply, boolean afterMessage) throws Envelope.Broken {
        Object inner = reply.get("Articles") instanceof Map<?, ?> articles ? articles.get("item") : null;
        List<?> items = inner instanceof List<?> list ? list : inner == null ? List.of() : List.of(inner);
        int most = afterMessage ? 1 : MAX_ARTICLES;
        if (items.isEmpty()
                || items.size() > most
                || !text(reply, "ArticleCount").equals(Integer.toString(items.size()))) {
            throw new Envelope.Broken("Articles: 1 to " + most + ", as many as ArticleCount says");
        }
        ArrayNode shown = Json.MAPPER.createArrayNode();
        for (Object item : items) {
            if (!(item instanceof Map<?, ?> article) || isBlank(article.get("Title"))) {
                throw new Envelope.Broken("an article without Title");
            }
            shown.addObject()
                    .put("title", string(article.get("Title")))
                    .put("description", string(article.get("Description")))
                    .put("picUrl", string(article.get("PicUrl")))
                    .put("url", string(article.get("Url")));
        }
        return shown;
    }

    private static JsonNode media(Map<String, Object> reply, String type) throws Envelope.Broken {
        String name = Character.toUpperCase(type.charAt(0)) + type.substring(1);
        if (!(reply.get(name) instanceof Map<?, ?> media)
                || (isBlank(media.get("MediaId")) && isBlank(media.get("ThumbMediaId")))) {
            throw new Envelope.Broken(name + " without MediaId");
        }
        return Json.MAPPER.valueToTree(media);
    }

    private static boolean isBlank(@Nullable Object value) {
        return string(value).isBlank();
    }

    private static String string(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static String text(Map<String, Object> map, String name) {
        return string(map.get(name)).strip();
    }
}
