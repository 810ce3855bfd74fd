/**
 * What the service does in a second, beside what its PostgreSQL does bare. Run by the Maven profile {@code benchmark},
 * never by the tests: {@code mvn -B -Pbenchmark -DskipTests verify}.
 *
 * <p>{@link io.guike.benchmark.Benchmark} starts one replica of the packaged service on a PostgreSQL and a Redis of its
 * own, lays a chain and its people, and tells {@link io.guike.benchmark.Load}, a process of its own, what to ask. All
 * is on loopback. Each figure is taken for {@code -Dbenchmark.seconds} (10 by default) after a warm-up. The sections are
 * named by {@code -Dbenchmark.sections}, with commas between: {@code list}, {@code scan}, {@code signin}, {@code binding},
 * {@code card}, {@code claim}, {@code points}, {@code statement}, {@code replay}, {@code import}; all of them by default.
 *
 * <p>The simulated WeChat lives in the driver's process. What it takes by itself for what a sign-in and a binding ask of it
 * is measured in the same sections; what people bring along (login codes, phone codes) is fetched from it before the clock
 * runs.
 */
@NullMarked
package io.guike.benchmark;

import org.jspecify.annotations.NullMarked;
