/**
 * Head office and its coupon templates (券模板管理).
 *
 * <dl>
 *   <dt>Versions (版本)</dt>
 *   <dd>A change names the version that was seen and makes the next one, which is offered from then on. The name stays.
 *       Stock and budget never fall below what is used.
 *   <dt>State (状态)</dt>
 *   <dd>DRAFT and PAUSED open, OPEN pauses, each ends for good. Coupons already held stay good whatever happens. What is
 *       opened must not be over.
 *   <dt>Rules</dt>
 *   <dd>{@code TemplateRules} tells every flaw at once, by field; so is a store that nobody knows, and a segment tag that
 *       no {@link io.guike.claim.TagPart} knows.
 *   <dt>Listens to, announces</dt>
 *   <dd>Nothing. Every deed stands in the audit log.
 * </dl>
 */
@NullMarked
package io.guike.coupontemplate;

import org.jspecify.annotations.NullMarked;
