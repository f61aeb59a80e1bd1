"""The checks of the structure find what is planted, and nothing in a tree that is right."""

import json
import tempfile
import unittest
from pathlib import Path

import elements
import extending
import includes
import lengths
import names
import packages
import presets
import tested
import version


class PlantedTree(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)

    def plant(self, path, text=""):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text, encoding="utf-8")


class Includes(PlantedTree):
    def expect(self, path, included, words):
        self.plant(path, f'#include "{included}"\n')
        found = includes.problems(self.root)
        if words is None:
            self.assertEqual(found, [])
        else:
            self.assertEqual(len(found), 1, found)
            self.assertIn(words, found[0])
            self.assertIn(path, found[0])

    def test_with_the_arrows_is_fine(self):
        for path, included in [("models/devices/a.cpp", "sim/time.h"), ("models/bus/a.h", "models/devices/device.h"),
                               ("models/chipset/a.h", "models/bus/b.h"), ("models/processor/a.h", "models/bus/b.h"),
                               ("models/hybrid/a.h", "models/vmm/b.h"), ("models/hosted/a.h", "models/vmm/b.h"),
                               ("models/vmm/a.h", "models/devices/line.h"), ("models/control/a.h", "models/hybrid/b.h"),
                               ("platform/a.cpp", "models/devices/timers/i8254.h"), ("models/hybrid/b.h", "systemc")]:
            with self.subTest(path=path):
                self.expect(path, included, None)

    def test_the_kit_knows_no_model(self):
        self.expect("sim/a.h", "models/devices/device.h", "sim may not include models/devices")

    def test_a_chip_knows_no_bus(self):
        self.expect("models/devices/a.cpp", "models/bus/device_target.h", "may not include models/bus")

    def test_a_bus_knows_no_chipset(self):
        self.expect("models/bus/a.h", "models/chipset/memory.h", "may not include models/chipset")

    def test_no_model_knows_the_platform(self):
        self.expect("models/control/a.h", "platform/configuration/scenario.h", "may not include platform")

    def test_one_monitor_does_not_know_the_other(self):
        self.expect("models/hosted/a.h", "models/hybrid/hypervisor.h", "may not include models/hybrid")

    def test_a_processor_knows_no_monitor(self):
        self.expect("models/processor/a.h", "models/vmm/scheduling/domain.h", "may not include models/vmm")

    def test_a_monitor_names_no_chip(self):
        for monitor in ("vmm", "hybrid", "hosted"):
            with self.subTest(monitor=monitor):
                self.plant(f"models/{monitor}/a.h")
                self.expect(f"models/{monitor}/a.h", "models/devices/timers/i8254.h", "a monitor names no chip")
                self.plant(f"models/{monitor}/a.h")

    def test_only_the_engine_includes_its_library(self):
        self.expect("models/processor/engine/core.cpp", "unicorn/unicorn.h", None)
        self.expect("models/processor/a.cpp", "unicorn/unicorn.h", "engine's library")

    def test_only_the_engine_includes_headers_that_show_its_library(self):
        self.plant("models/processor/engine/inner.h", "#include <unicorn/unicorn.h>\n")
        self.plant("models/processor/engine/outer.h", '#include "models/processor/engine/inner.h"\n')
        self.expect("platform/a.cpp", "models/processor/engine/outer.h", "engine's library")

    def test_a_folder_without_rules(self):
        self.plant("models/other/a.h")
        found = includes.problems(self.root)
        self.assertEqual(len(found), 1)
        self.assertIn("models/other/a.h", found[0])

    def test_spaces_in_the_directive_hide_nothing(self):
        self.plant("sim/a.h", "  #  include  <platform/configuration/scenario.h>\n")
        self.assertEqual(len(includes.problems(self.root)), 1)


class Presets(PlantedTree):
    def plant_right_tree(self, table="| `fast` | all | `scripts/test` |\n| `slow` | all | by hand |\n", builds=("fast", "slow")):
        presets = {"configurePresets": [{"name": "fast"}, {"name": "slow"}],
                   "buildPresets": [{"name": name, "configurePreset": name} for name in builds],
                   "testPresets": [{"name": "fast", "configurePreset": "fast"}]}
        self.plant("CMakePresets.json", json.dumps(presets))
        self.plant("docs/testing.md", f"## Presets\n\n| preset | builds | when |\n|---|---|---|\n{table}\n| `other` | table | |\n")
        self.plant("scripts/test", "try() {\n}\ntry fast\n")

    def expect(self, *words):
        found = presets.problems(self.root)
        self.assertEqual(len(found), len(words), found)
        for some, problem in zip(words, found):
            self.assertIn(some, problem)

    def test_a_right_table(self):
        self.plant_right_tree()
        self.expect()

    def test_a_preset_without_a_row_and_a_row_without_a_preset(self):
        self.plant_right_tree("| `fast` | all | `scripts/test` |\n| `gone` | all | by hand |\n")
        self.expect("no row for the preset slow", "gone, which is no preset")

    def test_a_row_that_is_wrong_about_scripts_test(self):
        self.plant_right_tree("| `fast` | all | by hand |\n| `slow` | all | `scripts/test` |\n")
        self.expect("tries fast", "does not try slow")

    def test_one_that_cannot_be_built(self):
        self.plant_right_tree(builds=("fast",))
        self.expect("slow cannot be built")

    def test_no_table(self):
        self.plant_right_tree()
        self.plant("docs/testing.md")
        self.expect("no table")


class Elements(PlantedTree):
    TABLE = ("| element | what | class | header | test |\n|---|---|---|---|---|\n"
             "| 15 (Fig. 1) | timer | `i8254` | `models/devices/timers/i8254.h` | `tests/test_i8254.cpp` |\n"
             "| 201–202 (Fig. 2), 203 (Fig. 2) | steps | `step` | `sim/step.h` | `tests/test_i8254.cpp` |\n")

    def plant_right_tree(self):
        self.plant("docs/figures.md", self.TABLE)
        self.plant("models/devices/timers/i8254.h", "/// A timer.\n/// Element 15 (Fig. 1).\nclass i8254 final {};\n")
        self.plant("sim/step.h", "/// Elements 201-202 (Fig. 2), 203 (Fig. 2)\nenum class step : int {};\n")
        self.plant("tests/test_i8254.cpp")

    def expect(self, words):
        found = elements.problems(self.root)
        self.assertEqual(len(found), 1, found)
        self.assertIn(words, found[0])

    def test_a_right_table(self):
        self.plant_right_tree()
        self.assertEqual(elements.problems(self.root), [])

    def test_a_header_that_the_table_does_not_list(self):
        self.plant_right_tree()
        self.plant("models/devices/interrupts/i8259.h", "/// Element 14 (Fig. 1)\nclass i8259 {};\n")
        self.expect("models/devices/interrupts/i8259.h says it is element 14")

    def test_a_second_element_in_the_line_counts(self):
        self.plant_right_tree()
        self.plant("models/devices/timers/i8254.h", "/// Element 15 (Fig. 1), holding element 16\nclass i8254 {};\n")
        self.expect("says it is element 16")

    def test_what_a_header_is_without_does_not_count(self):
        self.plant_right_tree()
        self.plant("models/devices/timers/i8254.h", "/// Element 15 (Fig. 1) without element 16\nclass i8254 {};\n")
        self.assertEqual(elements.problems(self.root), [])

    def test_a_claim_that_no_header_makes(self):
        self.plant_right_tree()
        self.plant("sim/step.h", "/// Elements 201-202 (Fig. 2)\nenum class step : int {};\n")
        self.expect("none of its headers says it is element 203")

    def test_a_class_that_is_not_there(self):
        self.plant_right_tree()
        self.plant("models/devices/timers/i8254.h", "/// Element 15 (Fig. 1)\nclass other {};\n")
        self.expect("none of its headers declares i8254")

    def test_a_class_that_is_only_named_beforehand(self):
        self.plant_right_tree()
        self.plant("models/devices/timers/i8254.h", "/// Element 15 (Fig. 1)\nclass i8254;\n")
        self.expect("none of its headers declares i8254")

    def test_a_test_that_is_not_there(self):
        self.plant_right_tree()
        self.plant("docs/figures.md", self.TABLE.replace("tests/test_i8254.cpp` |\n| 201", "tests/none.cpp` |\n| 201"))
        self.expect("there is no test tests/none.cpp")

    def test_no_table(self):
        self.plant_right_tree()
        self.plant("docs/figures.md", "# Nothing here\n")
        self.expect("no table")


class Lengths(PlantedTree):
    def test_300_lines_and_no_more(self):
        self.plant("sim/a.h", "\n" * 300)
        self.assertEqual(lengths.problems(self.root), [])
        self.plant("sim/a.h", "\n" * 301)
        self.assertEqual(len(lengths.problems(self.root)), 1)


class Extending(PlantedTree):
    def setUp(self):
        super().setUp()
        self.plant("sim/a.h", "sundial")
        self.plant("sim/b.cpp", "sundial")

    def problems_of(self, row):
        self.plant(extending.PAGE, row + "\n")
        return extending.problems(self.root)

    def test_a_row_that_is_right(self):
        self.assertEqual(self.problems_of("| a thing | 1: `sim/a.h` | 1: `sim/b.cpp` | `sundial` |"), [])

    def test_a_file_that_is_not_counted(self):
        self.assertIn("sim/b.cpp knows sundial too", self.problems_of("| a thing | 1: `sim/a.h` | 0 | `sundial` |")[0])

    def test_a_profile_that_falls_back_on_another_is_not_counted(self):
        row = "| a thing | 1: `sim/a.h` | 1: `sim/b.cpp` | `sundial` |"
        self.plant("platform/profiles/mine.toml", '[profile]\nestimates_from = "base"\n[steps]\nsundial = 3\n')
        self.assertEqual(self.problems_of(row), [])
        self.plant("platform/profiles/mine.toml", "[steps]\nsundial = 3\n")
        self.assertIn("platform/profiles/mine.toml knows sundial too", self.problems_of(row)[0])

    def test_a_file_that_has_nothing_to_do_with_it(self):
        self.plant("sim/c.h", "hourglass")
        self.assertIn("sim/c.h knows nothing", self.problems_of("| a thing | 2: `sim/a.h`, `sim/c.h` | 1: `sim/b.cpp` | `sundial` |")[0])

    def test_a_number_that_is_wrong(self):
        self.assertIn("says 2, names 1", self.problems_of("| a thing | 2: `sim/a.h` | 1: `sim/b.cpp` | `sundial` |")[0])


class Names(PlantedTree):
    def setUp(self):
        super().setUp()
        self.plant("platform/devices/kinds/sundial.cpp", '"sundial"\n')

    def test_a_kind_names_itself(self):
        self.assertEqual(names.problems(self.root), [])

    def test_nobody_else_does(self):
        self.plant("models/vmm/a.cpp", 'first line\nboard.find("sundial");\n')
        found = names.problems(self.root)
        self.assertEqual(len(found), 1)
        self.assertIn('models/vmm/a.cpp:2: "sundial"', found[0])

    def test_a_part_of_a_key_and_what_is_made_of_a_name_are_found(self):
        for text in ('"vm.*.sundial"', '"vm.place.sundial"', '"sundial_memory"', "sundial_kind();"):
            self.plant("models/vmm/a.cpp", text + "\n")
            self.assertEqual(len(names.problems(self.root)), 1, text)

    def test_comments_chips_and_sentences_are_fine(self):
        self.plant("models/vmm/a.cpp", '// "sundial"\n/* "sundial" */ "no sundial is needed" "sundials"\n#include "sundial.h"\n')
        self.plant("models/devices/sundial.h", 'm.begins("sundial", 1);\n')
        self.assertEqual(names.problems(self.root), [])

    def test_a_word_that_is_allowed_has_to_be_there(self):
        path = next(iter(names.OTHERWISE))
        self.plant(path)
        self.assertTrue(any("is not there" in problem for problem in names.problems(self.root)))


class Tested(PlantedTree):
    def test_a_header_wants_a_test_that_includes_it_itself(self):
        self.plant("models/vmm/board/a.h", "#pragma once\n")
        self.plant("models/vmm/board/b.h", '#include "models/vmm/board/a.h"\n')
        self.plant("models/devices/c.h")
        self.plant("tests/vmm/test_b.cpp", '#include "models/vmm/board/b.h"\n')
        self.assertEqual(tested.problems(self.root), ["models/vmm/board/a.h: no test includes it"])


class Version(PlantedTree):
    def setUp(self):
        super().setUp()
        self.plant("CMakeLists.txt", "cmake_minimum_required(VERSION 3.25)\nproject(trapline VERSION 1.2.0 LANGUAGES CXX)\n")

    def test_the_newest_is_the_project_s(self):
        self.plant("CHANGELOG.md", "# Changes\n\n## 1.2.0\n\n## 1.1.0\n")
        self.assertEqual(version.problems(self.root), [])

    def test_another_one_is_not(self):
        self.plant("CHANGELOG.md", "# Changes\n\n## 1.3.0\n\n## 1.2.0\n")
        self.assertEqual(version.problems(self.root), ["CHANGELOG.md begins with version 1.3.0; CMakeLists.txt says 1.2.0"])


class Packages(unittest.TestCase):
    def test_a_file_belongs_to_who_lists_it_also_where_folders_were_merged(self):
        owned_by = packages.owners({"libz": ["/lib/libz.so.1"], "dev": ["/usr/lib/libz.so"]}, {})
        self.assertEqual(owned_by["/usr/lib/libz.so.1"], {"libz"})
        self.assertEqual(owned_by["/usr/lib/libz.so"], {"dev"})

    def test_a_diverted_file_belongs_to_who_diverted_it(self):
        diverted = packages.diversions("diversion of /bin/tool to /bin/tool.old by new\n")
        owned_by = packages.owners({"old": ["/bin/tool"], "new": ["/bin/tool"]}, diverted)
        self.assertEqual(owned_by, {"/usr/bin/tool": {"new"}, "/usr/bin/tool.old": {"old"}})

    def test_paths_are_found_in_commands_caches_and_lists(self):
        text = "A:FILEPATH=/usr/bin/a\n  LIBS = -I/usr/include/b /usr/lib/c.so;/usr/lib/d.so\nx = \"/usr/share/e\"\n"
        self.assertEqual(packages.paths_in(text), {"/usr/bin/a", "/usr/include/b", "/usr/lib/c.so", "/usr/lib/d.so", "/usr/share/e"})

    def test_a_file_of_a_package_that_nothing_brings_is_told_once_a_package(self):
        owned_by = {"/usr/include/a.h": {"a-dev"}, "/usr/include/a2.h": {"a-dev"}, "/usr/include/b.h": {"b-dev"}}
        found = packages.not_named({*owned_by, "/usr/include/c.h"}, owned_by, {"b-dev"})
        self.assertEqual(len(found), 2, found)
        self.assertIn("/usr/include/a.h (of a-dev)", found[0])
        self.assertIn("/usr/include/c.h (of no package)", found[1])


if __name__ == "__main__":
    unittest.main()
