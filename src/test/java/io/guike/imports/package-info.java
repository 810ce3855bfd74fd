@NullMarked
package io.guike.imports;

import org.jspecify.annotations.NullMarked;
