@NullMarked
package io.guike.tag;

import org.jspecify.annotations.NullMarked;
