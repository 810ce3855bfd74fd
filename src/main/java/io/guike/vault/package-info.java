/**
 * Personal data (个人信息) sealed person by person, so that erasing somebody is destroying one key.
 *
 * <dl>
 *   <dt>Keys (密钥)</dt>
 *   <dd>Each owner has a random 256-bit data key, wrapped by a master key with the owner's id bound to it. Master keys and
 *       the index key come from the configuration and never stand in the database. {@link io.guike.vault.KeyCheck} refuses
 *       a start with keys that are not the ones the data were sealed with.
 *   <dt>Sealing (加密)</dt>
 *   <dd>{@link io.guike.vault.Vault}: AES-256-GCM under the owner's data key, bound to owner and field. What was altered
 *       or belongs to another owner or field is a {@link io.guike.vault.SealBroken}, never garbage.
 *   <dt>Erasure (注销)</dt>
 *   <dd>A destroyed key leaves its row without the key, so that its owner never gets a new one; from then on everything
 *       sealed for the owner opens as null.
 *   <dt>Finding</dt>
 *   <dd>By {@link io.guike.vault.Vault#hash keyed hash}: whoever has the database alone cannot try all numbers.
 *   <dt>Rotation (密钥轮换)</dt>
 *   <dd>The first master key wraps, all unwrap; {@link io.guike.vault.KeyRotation} wraps the rest anew. Data keys and
 *       sealed data stay as they are.
 *   <dt>Showing</dt>
 *   <dd>{@link io.guike.vault.PhoneNumber} (手机号) reads what people and files write; {@link io.guike.vault.Masked} (脱敏)
 *       is how names and numbers are shown. Records that hold clear data never tell it by {@code toString}.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing.
 * </dl>
 */
@NullMarked
package io.guike.vault;

import org.jspecify.annotations.NullMarked;
