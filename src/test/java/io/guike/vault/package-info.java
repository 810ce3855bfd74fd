/** Sealing, rotation, erasure, and how numbers are read and shown. */
@NullMarked
package io.guike.vault;

import org.jspecify.annotations.NullMarked;
