/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_TRACEPOINT_H
#define VGT_SHIM_TRACEPOINT_H

#define TP_PROTO(...)	__VA_ARGS__
#define TP_ARGS(...)
#define TRACE_EVENT(name, proto, ...)					\
	static inline __attribute__((unused)) void trace_##name(proto) { }

#endif
