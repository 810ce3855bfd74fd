package io.guike.embedded;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.inject.Inject;
import java.util.List;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.jboss.logging.Logger;

/**
 * What a shop does once in WeChat's console, done at every start for the simulator: the service's callback addresses are
 * entered, and the log says where to click first. Does nothing where a real account is configured.
 */
@ApplicationScoped
class SimulatedWeChat {
    private static final Logger LOG = Logger.getLogger("io.guike.embedded");

    private final Config config;
    private final HttpServer server;

    @Inject
    SimulatedWeChat(Config config, HttpServer server) {
        this.config = config;
        this.server = server;
    }

    /** Only now is the port known, and a message pushed earlier would find nobody. */
    void enterCallbacks(@ObservesAsync HttpServerStart listening) {
        if (!isSimulated()) {
            return;
        }
        SimulatorServer simulator = EmbeddedDefaults.parts(
                        config.getOptionalValue("guike.data.dir", String.class).orElse(null))
                .simulator();
        for (EmbeddedKey account : List.of(EmbeddedKey.SERVICE_APP_ID, EmbeddedKey.MINI_APP_ID)) {
            String appId = simulator.value(account);
            simulator.sendCallbacksTo(appId, "http://127.0.0.1:" + server.getPort() + "/wechat/" + appId);
        }
        LOG.infof("""

                归客已启动 Guike is running
                  手机，从这里开始 the phone, start here: %s/phone/
                  柜台，店员在这里核销 the counter, for staff: http://localhost:%d/counter/
                  服务 the service: http://localhost:%d
                  员工登录名见演示数据的日志行 sign-in names of staff stand in the lines of the demo data
                """.stripTrailing(), simulator.baseUrl(), server.getPort(), server.getPort());
    }

    /** In development mode the next application has classes of its own, and the old ones can no longer be loaded. */
    void stopWithTheClassLoader(@Observes ShutdownEvent stopping) {
        if (LaunchMode.current() != LaunchMode.NORMAL) {
            SimulatorServer.stop();
        }
    }

    private boolean isSimulated() {
        ConfigValue appId = config.getConfigValue(EmbeddedKey.SERVICE_APP_ID.configName());
        return EmbeddedDefaults.NAME.equals(appId.getSourceName());
    }
}
