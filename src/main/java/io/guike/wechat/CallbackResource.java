package io.guike.wechat;

import io.guike.wechat.CallbackRefused.Verdict;
import io.guike.wechat.WeChatAccounts.Account;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Where WeChat pushes to. Plain, compatible and safe mode; XML and JSON. */
@Path("/wechat/{appid}")
class CallbackResource {

    private static final Logger LOG = Logger.getLogger(CallbackResource.class);

    static final int MOST_BYTES = 64 * 1024;
    private static final String SUCCESS = "success";

    /** Without encryption WeChat signs no body: whoever saw one address could send another one. */
    @ConfigProperty(name = "guike.wechat.accept-plain")
    boolean plainAccepted;

    @Inject
    WeChatAccounts accounts;

    @Inject
    Inbox inbox;

    @Inject
    Clock clock;

    @Inject
    MeterRegistry metrics;

    /** The parameters that WeChat puts behind the callback's address. */
    static class Seal {

        @QueryParam("signature")
        @Nullable
        String signature;

        @QueryParam("msg_signature")
        @Nullable
        String messageSignature;

        @QueryParam("timestamp")
        @Nullable
        String timestamp;

        @QueryParam("nonce")
        @Nullable
        String nonce;

        @QueryParam("encrypt_type")
        @Nullable
        String encryptType;

        boolean isEncrypted() {
            return "aes".equals(encryptType);
        }
    }

    private record Opened(CallbackMessage message, boolean sealedReply) {}

    /** WeChat's check when the address is saved. */
    @GET
    public Response confirm(
            @PathParam("appid") String appid, @BeanParam Seal seal, @QueryParam("echostr") @Nullable String echo) {
        Envelope.verify(account(appid), seal.signature, seal.timestamp, seal.nonce, null, clock.instant());
        return answer("confirmed", 200, echo == null ? "" : echo);
    }

    @POST
    @Consumes(MediaType.WILDCARD)
    public Uni<Response> take(@PathParam("appid") String appid, @BeanParam Seal seal, byte[] body) {
        Account account = account(appid);
        Opened opened = open(account, seal, body);
        return inbox.take(account, opened.message())
                .map(outcome -> outcome.reply() == null
                        ? answer(outcome.verdict(), 200, SUCCESS)
                        : reply(account, opened, outcome))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.warnf("Cannot store a callback, WeChat will send it again: %s", failure);
                    return answer("unavailable", 503, "");
                });
    }

    private Account account(String appid) {
        Account account = accounts.find(appid);
        if (account == null) {
            throw new CallbackRefused(Verdict.UNKNOWN_ACCOUNT);
        }
        return account;
    }

    /**
     * In the encrypted modes the message is what the signed {@code Encrypt} holds: the clear copy that compatible mode
     * sends beside it is not covered by {@code msg_signature}.
     */
    private Opened open(Account account, Seal seal, byte[] body) {
        if (body.length > MOST_BYTES) {
            throw new CallbackRefused(Verdict.TOO_LARGE);
        }
        if (!seal.isEncrypted()) {
            if (!plainAccepted) {
                throw new CallbackRefused(Verdict.UNSEALED);
            }
            Envelope.verify(account, seal.signature, seal.timestamp, seal.nonce, null, clock.instant());
            return new Opened(addressed(account, CallbackMessage.parse(text(body))), false);
        }
        if (seal.messageSignature == null) {
            throw new CallbackRefused(Verdict.UNSIGNED);
        }
        String encrypted = CallbackMessage.parse(text(body)).need("Encrypt");
        Envelope.verify(account, seal.messageSignature, seal.timestamp, seal.nonce, encrypted, clock.instant());
        CallbackMessage message = CallbackMessage.parse(Envelope.open(account, encrypted));
        return new Opened(addressed(account, message), true);
    }

    private static CallbackMessage addressed(Account account, CallbackMessage message) {
        if (!account.originalId().equals(message.need("ToUserName"))) {
            throw new CallbackRefused(Verdict.WRONG_ACCOUNT);
        }
        return message;
    }

    private Response reply(Account account, Opened opened, Inbox.Outcome outcome) {
        String xml = PassiveReply.text(
                account, opened.message().need("FromUserName"), String.valueOf(outcome.reply()), clock.instant());
        String body = opened.sealedReply() ? PassiveReply.sealed(account, xml, clock.instant()) : xml;
        count(outcome.verdict());
        return Response.ok(body, "application/xml; charset=utf-8").build();
    }

    @ServerExceptionMapper
    public Response refused(CallbackRefused refused) {
        LOG.debugf("Refused a callback: %s", refused.verdict());
        return answer(
                refused.verdict().name().toLowerCase(Locale.ROOT).replace('_', '-'), refused.verdict().status, "");
    }

    private Response answer(String verdict, int status, String body) {
        count(verdict);
        return Response.status(status)
                .type("text/plain; charset=utf-8")
                .entity(body)
                .build();
    }

    private void count(String verdict) {
        metrics.counter("guike.wechat.callbacks", "verdict", verdict).increment();
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8);
    }
}
