package io.guike.scancode;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.guike.platform.Problem;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class GreetingTest {

    @Test
    void storeSalespersonAndCodeAreNamed() {
        assertEquals(
                "欢迎光临南京路店，我是林晓，这是「春装」", Greetings.render("欢迎光临{store}，我是{promoter}，这是「{code}」", "南京路店", "林晓", "春装"));
    }

    @Test
    void passageAboutTheSalespersonIsLeftOutWhereThereIsNone() {
        String template = "欢迎光临{store}！[我是{promoter}，]请留言。[微笑]";
        assertEquals("欢迎光临南京路店！我是林晓，请留言。[微笑]", Greetings.render(template, "南京路店", "林晓", "码"));
        assertEquals("欢迎光临南京路店！请留言。[微笑]", Greetings.render(template, "南京路店", null, "码"));
    }

    @Test
    void salespersonOutsideOfBracketsReadsSensiblyWhereThereIsNone() {
        assertEquals("门店导购为您服务", Greetings.render("{promoter}为您服务", "店", null, "码"));
    }

    @Test
    void namesAreNeverReadAsTemplates() {
        assertEquals(
                "{promoter}[{promoter}]$1\\", Greetings.render("{store}{code}", "{promoter}", "林", "[{promoter}]$1\\"));
        assertEquals("我是{code}$0。", Greetings.render("[我是{promoter}。]", "店", "{code}$0", "码"));
    }

    @Test
    void textIsNeverLongerThanWeChatTakes() {
        String text = Greetings.render("{store}".repeat(85), "店😀".repeat(20), null, "码");
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        assertTrue(bytes <= 2048 && bytes > 2040, () -> "bytes: " + bytes);
        assertEquals(-1, text.indexOf('?'));
        assertTrue(text.endsWith("店") || text.endsWith("😀"));
    }

    @Test
    void unknownPlaceholdersAndStrayBracesAreRefused() {
        for (String text : List.of("{name}", "你好{Store}", "{store", "store}", "{{store}", "{}", "{ store }")) {
            Problem problem = assertThrows(Problem.class, () -> Greeting.mustBeSound(text), text);
            assertEquals("scancode.greeting-invalid", problem.code().code());
        }
        Greeting.mustBeSound("{store}{promoter}{code}[{promoter}][微笑]");
    }
}
