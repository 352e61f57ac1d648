"""Around the house: what a reader meets, Binder, the launcher, regeneration, the house's rules."""

from tests.faults.fault import Fault

TESTS = "tests/unit/lab"
READER, REPAIRS = f"{TESTS}/test_reader_files.py", f"{TESTS}/test_repairs.py"
REGENERATE = "tests/notebooks/regenerate.py"
HOUSE = "tests/unit/test_house.py"

READ = (
    Fault(
        "a broken link in README",
        "README.md",
        "(notebooks/05-silent-failures.ipynb)",
        "(notebooks/05-silent.ipynb)",
        (f"{READER}::test_links_lead_to_a_file_or_a_site",),
    ),
    Fault(
        "a broken code block in README",
        "README.md",
        "print(*examine(model, x))",
        "print(*examined(model, x))",
        (f"{READER}::test_the_code_of_the_readme_runs",),
    ),
    Fault(
        "README names a switch that is not there",
        "README.md",
        "`python3 lab.py test --quick`",
        "`python3 lab.py test --fast`",
        (f"{READER}::test_every_command_is_one_that_the_launcher_takes",),
    ),
    Fault(
        "CONTRIBUTING's map of the files is not true",
        "CONTRIBUTING.md",
        "A `Trace` in words: the reading",
        "A `Trace` in colours: the reading",
        (f"{READER}::test_the_map_of_the_files_is_true",),
    ),
    Fault(
        "Binder's Python changed",
        "binder/runtime.txt",
        "python-3.12",
        "python-3.13",
        (f"{TESTS}/test_binder.py::test_binder_builds_with_a_python_that_tensorflow_has",),
    ),
    Fault(
        "Binder installs what is asked for and not what is locked",
        "binder/requirements.txt",
        "../requirements.lock",
        "../requirements.txt",
        (f"{TESTS}/test_binder.py::test_binder_installs_the_learners_lock",),
    ),
)
STORED = (
    Fault(
        "regeneration writes nothing",
        REGENERATE,
        "        os.replace(beside, path)\n",
        "        pass\n",
        (f"{TESTS}/test_regenerate.py",),
    ),
    Fault(
        "regeneration of a notebook that is not there ends well",
        REGENERATE,
        "raise SystemExit(f",
        "print(f",
        (f"{TESTS}/test_regenerate.py",),
    ),
    Fault(
        "regeneration leaves half a notebook behind",
        REGENERATE,
        '    beside = path.with_name(path.name + ".new")\n',
        "    beside = path\n",
        (f"{TESTS}/test_regenerate.py",),
    ),
    Fault(
        "whatever lies in the folder of notebooks is trusted",
        "launcher/trust.py",
        "if digest(notebook) == stored:",
        "if stored:",
        (f"{TESTS}/test_trust.py::test_nor_is_one_that_was_changed_since",),
    ),
)
LAUNCHED = (
    Fault(
        "a stamp that is no dictionary ends the start",
        "launcher/environment.py",
        "return stamp if isinstance(stamp, dict) else {}",
        "return stamp or {}",
        (f"{REPAIRS}::test_a_broken_environment_is_repaired",),
    ),
    Fault(
        "variables may send the packages elsewhere",
        "launcher/environment.py",
        'or (name.startswith("PIP_") and not PIP_HEARS.match(name))',
        'or name == "PIP_"',
        (f"{REPAIRS}::test_variables_that_would_send_the_packages_elsewhere",),
    ),
    Fault(
        "a package whose code is gone counts as installed",
        "launcher/environment.py",
        "            shutil.rmtree(record)  # so",
        "            str(record)  # so",
        (f"{REPAIRS}::test_a_broken_environment_is_repaired",),
    ),
    Fault(
        "two starts work on one environment at once",
        "launcher/environment.py",
        "while not take(file):",
        "while False:",
        (f"{TESTS}/test_installing.py::test_two_starts_at_once",),
    ),
    Fault(
        "opening a notebook marks it as changed",
        "launcher/contents.py",
        '            model["content"]["metadata"]["language_info"] = IPythonKernel.language_info\n',
        "            pass\n",
        (f"{TESTS}/test_serving.py::test_opening_a_notebook_changes_nothing_in_it",),
    ),
    Fault(
        "a Mac with an Intel processor is told that all is well",
        "launcher/machine.py",
        'mac and here.arch != "arm64",',
        "False,",
        (f"{TESTS}/test_machine.py::test_platforms_that_tensorflow_has_no_wheel_for",),
    ),
    Fault(
        "what is given to the tests' command is dropped",
        "lab.py",
        "([options.depth] if options.depth else []) + given",
        "([options.depth] if options.depth else [])",
        (f"{TESTS}/test_starts.py",),
    ),
)
RULES = (
    Fault(
        "the clinic imports the course",
        "helpers/clinic/search.py",
        "from .trace import PASSED\n",
        "from helpers.course import images\n\nfrom .trace import PASSED\n",
        (HOUSE,),
    ),
    Fault(
        "a room of the clinic imports matplotlib",
        "helpers/clinic/causes/ragged.py",
        'CODE = "SC',
        'import matplotlib\n\nCODE = "SC',
        (HOUSE,),
    ),
)
FAULTS = READ + STORED + LAUNCHED + RULES
