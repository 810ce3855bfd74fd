/** Stories across capabilities, told to the packaged service: as a person would see them, and under faults. */
@NullMarked
package io.guike.journey;

import org.jspecify.annotations.NullMarked;
