/** Scan codes: scenes, the pool of permanent codes, what WeChat makes, pictures, pages and who may see them. */
@NullMarked
package io.guike.scancode;

import org.jspecify.annotations.NullMarked;
