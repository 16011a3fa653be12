/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * PCI configuration space.
 *
 * Source: PCI Local Bus 3.0, PCI Express 3.0, ECN "Advanced Capabilities for Conventional PCI";
 * Intel 6th Generation Processor Datasheet vol 2 (graphics device registers); dumps of real
 * machines (tests/facts/data/pci-config.tsv).
 */
#ifndef GPU_MODEL_PCI_CONFIG_H
#define GPU_MODEL_PCI_CONFIG_H

#include "core/device.h"
#include "core/types.h"

/* With less, QEMU's guests loop in the list of extended capabilities. */
#define PCI_CONFIG_SIZE		4096

#define GTTMMADR_SIZE		(16u << 20)	/* BAR 0: registers, GGTT entries */
#define IOBAR_SIZE		64u		/* BAR 4: index and data port */

/**
 * struct pci_config - the space
 * @data: present values
 * @writable: bits that a write changes
 * @has_af: the reset is that of the Advanced Features capability, not of PCI Express
 */
struct pci_config {
	u8 data[PCI_CONFIG_SIZE];
	u8 writable[PCI_CONFIG_SIZE];
	bool has_af;
};

/**
 * pci_config_init() - values after reset
 * @class: base and sub class
 * @aperture: size of BAR 2
 */
void pci_config_init(struct pci_config *c, const struct device_info *device, u32 class,
		     u64 aperture);

/** pci_config_power_state() - D state that the driver has chosen: 0 or 3 */
u32 pci_config_power_state(const struct pci_config *c);

/* Accesses; @offset + @len is within the space. */
void pci_config_read(const struct pci_config *c, u32 offset, void *buf, u32 len);

/* Return: true if the write asks for a function level reset. */
bool pci_config_write(struct pci_config *c, u32 offset, const void *buf, u32 len);

/** pci_config_pin_off() - the driver has switched the interrupt pin off */
bool pci_config_pin_off(const struct pci_config *c);

#endif /* GPU_MODEL_PCI_CONFIG_H */
