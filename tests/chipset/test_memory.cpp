#include "tests/chipset/bench.h"

using namespace trapline;
using namespace trapline::testing;

namespace {

class memory_user final : public sc_core::sc_module {
 public:
  explicit memory_user(sc_core::sc_module_name name = "user")
      : sc_module{name}, dram{"dram", 0x3000, duration::ns(95)}, socket{"socket"} {
    socket.bind(dram.socket);
  }
  tlm::tlm_generic_payload& payload(tlm::tlm_command command, std::uint64_t address, void* data,
                                    unsigned length) {
    p_.set_command(command);
    p_.set_address(address);
    p_.set_data_ptr(static_cast<unsigned char*>(data));
    p_.set_data_length(length);
    p_.set_streaming_width(length);
    p_.set_response_status(tlm::TLM_INCOMPLETE_RESPONSE);
    return p_;
  }
  chipset::memory dram;
  tlm_utils::simple_initiator_socket<memory_user> socket;

 private:
  tlm::tlm_generic_payload p_;
};

}  // namespace

TEST_CASE(
    "memory: it is zero at power-on, and what is written by transaction, debug and pointer is the same") {
  memory_user m;
  simulate([&] {
    std::uint32_t word = 0xffffffff;
    sc_core::sc_time delay;
    m.socket->b_transport(m.payload(tlm::TLM_READ_COMMAND, 0x1ffe, &word, 4), delay);
    CHECK(word == 0);
    CHECK(bus::from_sc(delay) == duration::ns(95));
    word = 0x12345678;
    CHECK(m.socket->transport_dbg(m.payload(tlm::TLM_WRITE_COMMAND, 0x1ffe, &word, 4)) == 4);
    tlm::tlm_dmi dmi;
    REQUIRE(m.socket->get_direct_mem_ptr(m.payload(tlm::TLM_READ_COMMAND, 0, nullptr, 0), dmi));
    CHECK(dmi.is_read_write_allowed());
    CHECK(dmi.get_start_address() == 0);
    CHECK(dmi.get_end_address() == 0x2fff);
    CHECK(bus::from_sc(dmi.get_read_latency()) == duration::ns(95));
    CHECK(dmi.get_dmi_ptr()[0x2001] == 0x12);
    dmi.get_dmi_ptr()[0x2001] = 0x99;
    CHECK(m.dram.contents()[0x2001] == std::byte{0x99});
    m.socket->b_transport(m.payload(tlm::TLM_READ_COMMAND, 0x1ffe, &word, 4), delay);
    CHECK(word == 0x99345678);
  });
}

TEST_CASE("memory: an access that is not wholly inside is an error and changes nothing") {
  memory_user m;
  simulate([&] {
    std::uint32_t word = 0xffffffff;
    for (const std::uint64_t address : {0x2ffdULL, 0x3000ULL, ~0ULL, ~0ULL - 3}) {
      CAPTURE(address);
      sc_core::sc_time delay;
      auto& p = m.payload(tlm::TLM_WRITE_COMMAND, address, &word, 4);
      m.socket->b_transport(p, delay);
      CHECK(p.get_response_status() == tlm::TLM_ADDRESS_ERROR_RESPONSE);
      CHECK(m.socket->transport_dbg(m.payload(tlm::TLM_READ_COMMAND, address, &word, 4)) == 0);
    }
    CHECK(m.dram.contents()[0x2fff] == std::byte{0});
  });
}
