/**
 * PostgreSQL, Redis, the WeChat simulator and the keys, where nothing is configured.
 *
 * <p>{@link io.guike.embedded.EmbeddedDefaults} stands at the end of the configuration: it is asked for a value only
 * after environment, system properties and files had none, and starts the server behind the value at that moment. So
 * a configured address always wins, nothing starts that nobody asks for, and packaging starts nothing.
 *
 * <p>Invariants
 *
 * <ul>
 *   <li>Everything kept lies in the data directory ({@code guike.data.dir}, by default {@code .guike} below the working
 *       directory): {@code postgres/}, {@code redis/}, {@code simulator.json}, {@code keys/}. Files that hold secrets are
 *       readable by their owner only.
 *   <li>One process at a time runs servers on a data directory; a second one is refused with a clear message.
 *   <li>What PostgreSQL has committed survives {@code kill -9} of everything; servers left behind by a killed run are
 *       stopped before new ones start, and no process is ever stopped that does not name our directory in its command
 *       line.
 *   <li>On an orderly exit the application finishes first, then the servers stop.
 *   <li>A service account, a database or a signing key that is configured in part is an error, never mixed with embedded
 *       values.
 *   <li>{@code guike.embedded=off} starts nothing: a missing value is a start-up error that names its environment
 *       variable.
 * </ul>
 *
 * <p>Several class loaders load this package in development mode and in tests; what runs is therefore remembered in
 * system properties ({@code io.guike.embedded.*}), never in statics.
 */
@NullMarked
package io.guike.embedded;

import org.jspecify.annotations.NullMarked;
