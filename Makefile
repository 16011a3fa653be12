# SPDX-License-Identifier: GPL-2.0-only
#
# vgt out of the kernel tree. `make help` tells the targets.

ROOT      := $(CURDIR)
BUILD     := $(ROOT)/build
KVER      ?= $(shell scripts/kernel-version)
KDIR      ?= /lib/modules/$(KVER)/build
MODDIR    ?= /lib/modules/$(KVER)/updates
MODULE    := $(BUILD)/module/$(KVER)

.PHONY: all module model guest tools install install-module install-tools uninstall demo check \
	check-fast check-long bench deb rpm tags clean help

all: module tools

help:
	@echo 'make [KVER=...]     the module for that kernel, the tools'
	@echo 'make module, tools  one of the two'
	@echo 'make install        what is built: the module into $(MODDIR),'
	@echo '                    vgtctl and vgt-top into /usr/local (prefix=, sbindir=, mandir=, DESTDIR=)'
	@echo 'make uninstall      remove both'
	@echo 'make deb            the packages for Debian: build/deb'
	@echo 'make rpm            the same for distributions with RPM: build/rpm'
	@echo 'make model          the functional model of the GPU'
	@echo 'make demo           the main job, shown (installs what it needs)'
	@echo 'make check          all tests (the same)'
	@echo 'make check-fast     what takes less than a minute'
	@echo 'make check-long     what takes too long for every change: hours'
	@echo 'make bench          figures beside those of kvmgt'
	@echo 'make tags           tags of the C in drivers/, tests/ and tools/, for editors'
	@echo 'make clean          remove build/'
	@echo
	@echo 'I915_SRC=...        i915 of the source of the kernel; by default scripts/i915-headers'
	@echo 'WERROR=1            warnings of the programs are errors'

# Kbuild writes beside the sources: it gets a folder of links to them. What fails here has said so.
module:
	@[ -n "$(KVER)" ]
	@scripts/module-tree drivers/gpu/vgt "$(MODULE)"
	@i915="$(I915_SRC)" && \
		{ [ -n "$$i915" ] || i915=$$(scripts/i915-headers --kdir "$(KDIR)" "$(KVER)"); } && \
		$(MAKE) --no-print-directory -C "$(KDIR)" M="$(MODULE)" CONFIG_DRM_VGT=m \
			VGT_I915_SRC="$$i915" $(KFLAGS) modules
	@ln -sfn "$(KVER)/vgt.ko" "$(BUILD)/module/vgt.ko"

model:
	@$(MAKE) --no-print-directory -C tools/gpu-model

tools:
	@$(MAKE) --no-print-directory -C tools

guest:
	@$(MAKE) --no-print-directory -C tests/guest

install: install-module install-tools

# root installs what a user has built, and builds only what is missing.
install-module:
	@[ -n "$(KVER)" ]
	@[ -f "$(MODULE)/vgt.ko" ] || $(MAKE) --no-print-directory module
	install -D -m 644 "$(MODULE)/vgt.ko" "$(DESTDIR)$(MODDIR)/vgt.ko"
	[ -n "$(DESTDIR)" ] || depmod "$(KVER)"

install-tools:
	@$(MAKE) --no-print-directory -C tools install

uninstall:
	@[ -n "$(KVER)" ]
	rm -f "$(DESTDIR)$(MODDIR)/vgt.ko"
	[ -n "$(DESTDIR)" ] || depmod "$(KVER)"
	@$(MAKE) --no-print-directory -C tools uninstall

demo check check-fast check-long bench deb rpm:
	@scripts/$@

tags:
	@command -v ctags >/dev/null || { echo 'make tags takes ctags: apt-get install universal-ctags' >&2; exit 1; }
	@find drivers tools tests -name '*.[ch]' | ctags -f $@ -L -

clean:
	rm -rf $(BUILD)
