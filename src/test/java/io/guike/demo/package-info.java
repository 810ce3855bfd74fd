/** Tests of the demo chain. */
@NullMarked
package io.guike.demo;

import org.jspecify.annotations.NullMarked;
