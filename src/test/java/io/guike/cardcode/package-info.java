@NullMarked
package io.guike.cardcode;

import org.jspecify.annotations.NullMarked;
