package io.guike.member;

import io.smallrye.mutiny.Uni;
import java.util.UUID;

/** A capability that keeps something about people, and tells them all of it when they ask (PIPL art. 45). */
public interface ExportPart {

    /** The name of the section in the exported JSON. */
    String section();

    /** Something that Jackson can write; holds no openid, unionid or key. */
    Uni<?> export(UUID person);
}
