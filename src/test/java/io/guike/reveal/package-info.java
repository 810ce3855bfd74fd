@NullMarked
package io.guike.reveal;

import org.jspecify.annotations.NullMarked;
