/* SPDX-License-Identifier: GPL-2.0-only */
#ifndef VGT_SHIM_BITFIELD_H
#define VGT_SHIM_BITFIELD_H

#define __bf_shf(mask)		(__builtin_ffsll(mask) - 1)
#define FIELD_FIT(mask, val)	(!((((typeof(mask))(val)) << __bf_shf(mask)) & ~(mask)))
#define FIELD_PREP(mask, val)	(((typeof(mask))(val) << __bf_shf(mask)) & (mask))
#define FIELD_GET(mask, reg)	((typeof(mask))(((reg) & (mask)) >> __bf_shf(mask)))

#endif
