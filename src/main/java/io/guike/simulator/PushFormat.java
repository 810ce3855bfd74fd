package io.guike.simulator;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/** XML and JSON texts of pushes and replies. */
final class PushFormat {
    private PushFormat() {}

    static String write(Map<String, Object> fields, Account.Format format) {
        return format == Account.Format.JSON ? new String(Json.bytes(fields), StandardCharsets.UTF_8) : xml(fields);
    }

    private static String xml(Map<String, Object> fields) {
        StringBuilder xml = new StringBuilder("<xml>");
        fields.forEach((name, value) -> element(xml, name, value));
        return xml.append("</xml>").toString();
    }

    private static void element(StringBuilder xml, String name, Object value) {
        if (value instanceof List<?> list) {
            list.forEach(item -> element(xml, name, item));
            return;
        }
        xml.append('<').append(name).append('>');
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, inner) -> element(xml, String.valueOf(key), inner));
        } else if (value instanceof Number) {
            xml.append(value);
        } else {
            String text = String.valueOf(value).replace("]]>", "]]]]><![CDATA[>");
            xml.append("<![CDATA[").append(text).append("]]>");
        }
        xml.append("</").append(name).append('>');
    }

    /** The members of an {@code <xml>} document; nested elements are maps, and lists where a name repeats. */
    static Map<String, Object> readXml(String text) throws Envelope.Broken {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            Element root =
                    builder.parse(new InputSource(new StringReader(text))).getDocumentElement();
            if (!root.getTagName().equals("xml")) {
                throw new Envelope.Broken("root element " + root.getTagName());
            }
            return members(root);
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new Envelope.Broken("not XML: " + e.getMessage());
        }
    }

    private static Map<String, Object> members(Element parent) {
        Map<String, Object> members = new LinkedHashMap<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                Object value =
                        element.getElementsByTagName("*").getLength() > 0 ? members(element) : element.getTextContent();
                members.merge(element.getTagName(), value, PushFormat::both);
            }
        }
        return members;
    }

    private static Object both(Object first, Object second) {
        List<Object> list = new ArrayList<>();
        if (first instanceof List<?> several) {
            list.addAll(several);
        } else {
            list.add(first);
        }
        list.add(second);
        return list;
    }
}
