@NullMarked
package io.guike.selves;

import org.jspecify.annotations.NullMarked;
