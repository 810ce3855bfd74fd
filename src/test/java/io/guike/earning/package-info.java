/** What happens to members becomes points. */
@NullMarked
package io.guike.earning;

import org.jspecify.annotations.NullMarked;
