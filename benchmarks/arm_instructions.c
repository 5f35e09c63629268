/* A QEMU plugin that counts the instructions of an emulated aarch64 program, for arm_instructions.py.

   close(9000 + k) prints "MARK k COUNT" on standard error. The declarations are those of qemu-plugin.h, plugin API
   version 1 (QEMU 7.2), which Debian does not package. Compile: cc -shared -fPIC -o libcount.so arm_instructions.c */
#include <stdint.h>
#include <stdio.h>

typedef uint64_t plugin_id;
typedef void (*translated)(plugin_id, void *block);
typedef void (*called)(plugin_id, unsigned cpu, int64_t number, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                       uint64_t, uint64_t, uint64_t);
void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id, translated);
void qemu_plugin_register_vcpu_syscall_cb(plugin_id, called);
void qemu_plugin_register_vcpu_tb_exec_inline(void *block, int add_u64, void *counter, uint64_t amount);
size_t qemu_plugin_tb_n_insns(const void *block);

enum { CLOSE = 57, FIRST = 9000, MARKS = 1000 };
static uint64_t count;
__attribute__((visibility("default"))) int qemu_plugin_version = 1;

static void on_block(plugin_id id, void *block) {
  (void)id;
  qemu_plugin_register_vcpu_tb_exec_inline(block, 0, &count, qemu_plugin_tb_n_insns(block));
}

static void on_call(plugin_id id, unsigned cpu, int64_t number, uint64_t a, uint64_t b, uint64_t c, uint64_t d,
                    uint64_t e, uint64_t f, uint64_t g, uint64_t h) {
  (void)id, (void)cpu, (void)b, (void)c, (void)d, (void)e, (void)f, (void)g, (void)h;
  if (number == CLOSE && a >= FIRST && a < FIRST + MARKS)
    fprintf(stderr, "MARK %lu %lu\n", (unsigned long)(a - FIRST), (unsigned long)count);
}

__attribute__((visibility("default"))) int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv) {
  (void)info, (void)argc, (void)argv;
  qemu_plugin_register_vcpu_tb_trans_cb(id, on_block);
  qemu_plugin_register_vcpu_syscall_cb(id, on_call);
  return 0;
}
