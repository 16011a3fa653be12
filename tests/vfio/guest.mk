# SPDX-License-Identifier: GPL-2.0-only
#
# The guest in a C program: the files of this folder that other programs link, too.

VFIO_GUEST := gpu guest ram vcpu way
