package io.guike.consent;

/** Where somebody agreed or withdrew. */
public enum Source {
    /** In the request that made them a member. */
    BINDING,
    /** On their own pages, later. */
    OWN_PAGE,
    /** At a store, noted by staff. */
    STORE,
    /** In WeChat's own settings. */
    WECHAT,
    /** Everything was withdrawn because the person was erased. */
    ERASURE
}
