-- A signup that names a click which is none that we gave out: a broken integration is told from a friend who followed no link.
alter type decision_reason add value 'unknown_click' before 'click_expired';
