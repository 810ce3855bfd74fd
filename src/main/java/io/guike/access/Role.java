package io.guike.access;

/** What a member of staff may be: 导购, 店长, 总部. The first two are held in a store, the third in the chain. */
public enum Role {
    PROMOTER,
    STORE_MANAGER,
    HQ
}
