/** What tests of every capability share: the movable clock, requests checked against the contract, faults. */
@NullMarked
package io.guike.support;

import org.jspecify.annotations.NullMarked;
