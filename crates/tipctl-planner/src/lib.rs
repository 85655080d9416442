//! Compares desired with live resources and decides what has to change. Pure.
