@NullMarked
package io.guike.counter;

import org.jspecify.annotations.NullMarked;
